<?php
/**
 * The provider's list of models.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\AiClient;

use Aigw\Capabilities;
use Aigw\Connection;
use Aigw\Messages;
use Aigw\Patience;
use WP_Error;
use WordPress\AiClient\Common\Exception\RuntimeException;
use WordPress\AiClient\Providers\Http\DTO\ApiKeyRequestAuthentication;
use WordPress\AiClient\Providers\Http\DTO\Response;
use WordPress\AiClient\Providers\Http\Enums\HttpMethodEnum;
use WordPress\AiClient\Providers\Http\Exception\ClientException;
use WordPress\AiClient\Providers\Models\DTO\ModelMetadata;
use WordPress\AiClient\Providers\OpenAiCompatibleImplementation\AbstractOpenAiCompatibleModelMetadataDirectory;

defined( 'ABSPATH' ) || exit;

/**
 * Lists the gateway's models for core, without asking the gateway in every request, and never with one key's list for another key.
 */
final class Directory extends AbstractOpenAiCompatibleModelMetadataDirectory {

	use Requests;

	/**
	 * Lists of this request: what tells address and credential apart => time and list.
	 *
	 * @var array
	 */
	private $held = array();

	/**
	 * Address and credential, told apart but not told.
	 *
	 * @return string 32 hex digits.
	 */
	public function scope(): string {
		try {
			$used = $this->getRequestAuthentication();
		} catch ( \Throwable $e ) {
			$used = null;
		}
		if ( $used instanceof ApiKeyRequestAuthentication && ! $used instanceof Authentication ) {
			return substr( hash_hmac( 'sha256', Provider::url() . '|' . $used->getApiKey(), wp_salt( 'auth' ) ), 0, 32 );
		}
		return Connection::current()->fingerprint();
	}

	/**
	 * Core's key for this list in an object cache: another one for every address and credential.
	 *
	 * @return string
	 */
	protected function getBaseCacheKey(): string {
		return parent::getBaseCacheKey() . '_' . $this->scope();
	}

	/**
	 * Core would keep the read list for a day in an object cache, and not at all without one. The raw list is kept instead, see {@see ModelList}; here it is only read once a request.
	 *
	 * @param string                 $key      What is kept.
	 * @param callable               $callback Makes it.
	 * @param int|\DateInterval|null $ttl      Not used.
	 * @return mixed
	 */
	protected function cached( string $key, callable $callback, $ttl = null ) {
		$place = $key . '|' . $this->scope();
		if ( isset( $this->held[ $place ] ) && time() - $this->held[ $place ][0] < ModelList::FRESH ) {
			return $this->held[ $place ][1];
		}
		$made                 = $callback();
		$this->held[ $place ] = array( time(), $made );
		return $made;
	}

	/**
	 * Forgets what is kept, so that the next look asks the gateway.
	 *
	 * @return void
	 */
	public function invalidateCaches(): void {
		$this->held = array();
		( new ModelList( $this->scope() ) )->forget();
	}

	/**
	 * The models, each under its name.
	 *
	 * @return array<string, ModelMetadata>
	 * @throws ClientException  Where the gateway refused a moment ago.
	 * @throws RuntimeException Where it failed a moment ago and no earlier list is kept.
	 */
	protected function sendListModelsRequest(): array {
		$list = new ModelList( $this->scope() );
		$seen = $list->look();
		// A page never waits for a newer list than one that is kept.
		if ( $seen['fresh'] || ( null !== $seen['data'] && Patience::on_page() ) ) {
			return $this->by_name( $seen['data'] );
		}
		if ( '' !== $seen['error'] ) {
			if ( $seen['code'] >= 400 && $seen['code'] < 500 ) {
				throw new ClientException( esc_html( self::told( $seen['error'] ) ), (int) $seen['code'] );
			}
			throw new RuntimeException( esc_html( self::told( $seen['error'] ) ) );
		}
		try {
			$request  = $this->createRequest( HttpMethodEnum::GET(), 'models' );
			$response = $this->getHttpTransporter()->send( $this->getRequestAuthentication()->authenticateRequest( $request ) );
			$this->throwIfNotSuccessful( $response );
			$data = $response->getData();
			if ( ! isset( $data['data'] ) || ! is_array( $data['data'] ) ) {
				throw new RuntimeException( esc_html__( 'The gateway answered with something that is no list of models.', 'aigw' ) );
			}
		} catch ( \Exception $e ) {
			$refused = $e instanceof ClientException && in_array( (int) $e->getCode(), array( 401, 403 ), true );
			if ( ! $e instanceof ClientException || (int) $e->getCode() < 500 ) { // Else nobody was asked: the fuse is out.
				$list->failed( $e->getMessage(), (int) $e->getCode() );
			}
			if ( null === $seen['data'] || $refused ) {
				$told = esc_html( self::told( $e->getMessage() ) );
				throw $e instanceof ClientException ? new ClientException( $told, (int) $e->getCode() ) : new RuntimeException( $told, (int) $e->getCode() ); // phpcs:ignore WordPress.Security.EscapeOutput -- escaped above.
			}
			return $this->by_name( $seen['data'] );
		}
		$list->keep( $data );
		return $this->by_name( $data );
	}

	/**
	 * What is said of a failure: its cause only to who manages the connection.
	 *
	 * @param string $cause The cause.
	 * @return string
	 */
	private static function told( string $cause ): string {
		return current_user_can( Capabilities::MANAGE ) ? $cause : Messages::for( new WP_Error( 'other', '' ), false );
	}

	/**
	 * Reads an answer.
	 *
	 * @param Response $response Of `GET /v1/models`.
	 * @return ModelMetadata[]
	 */
	protected function parseResponseToModelMetadataList( Response $response ): array {
		return ModelReader::read( (array) $response->getData() );
	}

	/**
	 * Reads a kept list.
	 *
	 * @param array $data Decoded answer of `GET /v1/models`.
	 * @return array<string, ModelMetadata>
	 */
	private function by_name( array $data ): array {
		$found = array();
		foreach ( ModelReader::read( $data ) as $model ) {
			$found[ $model->getId() ] = $model;
		}
		return $found;
	}
}
