<?php
/**
 * The page for other plugins.
 *
 * @package Aigw
 * @license GPL-2.0-or-later
 */

namespace Aigw\Usage;

use Aigw\AiClient\Registration;
use Aigw\Capabilities;
use Aigw\Connection;
use Aigw\Settings;

defined( 'ABSPATH' ) || exit;

/**
 * The values that other plugins want, ready to paste, and the switch for ClassifAI. It never shows a credential.
 */
final class OthersPage {

	const SLUG   = 'aigw-others';
	const ACTION = 'aigw_save_others';

	/**
	 * Registers the hooks.
	 *
	 * @return void
	 */
	public static function register() {
		add_action( 'admin_menu', array( __CLASS__, 'menu' ) );
		add_action( 'admin_post_' . self::ACTION, array( __CLASS__, 'save' ) );
	}

	/**
	 * Adds the page.
	 *
	 * @return void
	 */
	public static function menu() {
		Frame::add( self::SLUG, __( 'Other plugins', 'aigw' ), array( __CLASS__, 'show' ) );
	}

	/**
	 * Prints the page.
	 *
	 * @return void
	 */
	public static function show() {
		Frame::head( self::SLUG, __( 'Other plugins through the gateway', 'aigw' ) );
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only shows a message.
		if ( isset( $_GET['saved'] ) ) {
			Frame::notice( __( 'Saved.', 'aigw' ), 'success' );
		}
		$whole = Connection::current();
		if ( '' === $whole->url() ) {
			Frame::notice( __( 'No gateway is connected yet. Connect one under Settings > AI Gateway; then this page shows what to paste.', 'aigw' ), 'info' );
			echo '</div>';
			return;
		}
		echo '<div class="aigw-values">';
		self::core();
		echo '<h2>' . esc_html__( 'AI Engine', 'aigw' ) . '</h2>';
		echo '<p>' . esc_html__( 'Settings > Environments for AI: add one of the type "Custom (OpenAI-Compatible)".', 'aigw' ) . '</p>';
		self::values( $whole );
		echo '<h2>' . esc_html__( 'Any other plugin for OpenAI', 'aigw' ) . '</h2>';
		echo '<p>' . esc_html__( 'It works if the plugin has a field for an address ("base URL", "endpoint", "API host"). Some want the whole address of the chat:', 'aigw' ) . ' <code>' . esc_html( $whole->url() . '/v1/chat/completions' ) . '</code></p>';
		self::values( $whole );
		self::key_help( $whole );
		self::classifai();
		echo '</div></div>';
	}

	/**
	 * Prints how core's own client stands.
	 *
	 * @return void
	 */
	private static function core() {
		echo '<h2>' . esc_html__( 'WordPress itself and plugins built on its AI client', 'aigw' ) . '</h2><p>';
		if ( ! Registration::possible() ) {
			esc_html_e( 'This version of WordPress has no AI client; 7.0 and later have one. The shortcode, the block and aigw_chat() work all the same.', 'aigw' );
		} elseif ( Registration::uses_card() ) {
			esc_html_e( 'Nothing to do: they use the gateway, with the key that was typed under Settings > Connectors. Such a key cannot carry the limits of this site; remove it there to use the connection of this plugin.', 'aigw' );
		} else {
			esc_html_e( 'Nothing to do: they use the gateway already, by the connection of this plugin. No key is needed under Settings > Connectors.', 'aigw' );
		}
		echo '</p>';
	}

	/**
	 * Prints the values to paste.
	 *
	 * @param Connection $whole The connection.
	 * @return void
	 */
	private static function values( Connection $whole ) {
		$model = (string) Settings::get( 'default_model' );
		echo '<table class="widefat striped"><tbody>';
		echo '<tr><th scope="row">' . esc_html__( 'Address (endpoint, base URL)', 'aigw' ) . '</th><td><code>' . esc_html( $whole->url() . '/v1' ) . '</code></td></tr>';
		echo '<tr><th scope="row">' . esc_html__( 'API key', 'aigw' ) . '</th><td>' . esc_html__( 'an API key made for that plugin alone, see below', 'aigw' ) . '</td></tr>';
		echo '<tr><th scope="row">' . esc_html__( 'Model', 'aigw' ) . '</th><td>' . ( '' === $model ? esc_html__( 'any that the gateway lists', 'aigw' ) : '<code>' . esc_html( $model ) . '</code>' ) . '</td></tr></tbody></table>';
	}

	/**
	 * Prints how to come by an API key.
	 *
	 * @param Connection $whole The connection.
	 * @return void
	 */
	private static function key_help( Connection $whole ) {
		$tenant = '' === $whole->tenant() ? 'TENANT' : $whole->tenant();
		echo '<h2>' . esc_html__( 'Which key', 'aigw' ) . '</h2><p>';
		esc_html_e( 'Never paste the secret of this site into another plugin. Whoever runs the gateway makes a key for each plugin; it is shown once, can be revoked alone, and its calls can be told apart in the usage:', 'aigw' );
		echo '</p><p><code>' . esc_html( 'aigw key create ' . $tenant . ' --name "AI Engine" --expires 365d' ) . '</code></p><p class="description">';
		esc_html_e( 'Limits of this site do not travel with an API key: those of the gateway\'s operator hold.', 'aigw' );
		echo '</p>';
	}

	/**
	 * Prints the switch for ClassifAI.
	 *
	 * @return void
	 */
	private static function classifai() {
		echo '<h2>' . esc_html__( 'ClassifAI', 'aigw' ) . '</h2><p>';
		esc_html_e( 'ClassifAI has no field for an address. The switch sends its OpenAI features that chat to the gateway, by the connection of this plugin; the key in ClassifAI\'s own settings must not be empty, but any text will do. What the gateway has no route for (images, speech, embeddings) still goes to OpenAI.', 'aigw' );
		echo '</p><form method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '"><input type="hidden" name="action" value="' . esc_attr( self::ACTION ) . '">';
		wp_nonce_field( self::ACTION );
		printf( '<label><input type="checkbox" name="classifai" value="1"%1$s%2$s> %3$s</label>', checked( (bool) Settings::get( 'classifai' ), true, false ), disabled( Settings::locked( 'classifai' ), true, false ), esc_html__( 'Send ClassifAI through the gateway', 'aigw' ) );
		submit_button( __( 'Save', 'aigw' ) );
		echo '</form>';
	}

	/**
	 * Saves the switch.
	 *
	 * @return void
	 */
	public static function save() {
		if ( ! current_user_can( Capabilities::MANAGE ) ) {
			wp_die( esc_html__( 'You are not allowed to change this.', 'aigw' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( self::ACTION );
		Settings::save( array( 'classifai' => isset( $_POST['classifai'] ) ) );
		wp_safe_redirect( admin_url( 'admin.php?page=' . self::SLUG . '&saved=1' ) );
		exit;
	}
}
