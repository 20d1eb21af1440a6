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
		add_action( 'admin_enqueue_scripts', array( __CLASS__, 'load' ) );
	}

	/**
	 * Loads the script of the buttons, on this page alone.
	 *
	 * @param string $hook The page's hook.
	 * @return void
	 */
	public static function load( $hook ) {
		if ( '_page_' . self::SLUG === substr( (string) $hook, -strlen( '_page_' . self::SLUG ) ) ) {
			wp_enqueue_script( 'aigw-copy', plugins_url( 'assets/copy.js', AIGW_FILE ), array( 'clipboard', 'wp-a11y' ), AIGW_VERSION, true );
			wp_localize_script( 'aigw-copy', 'aigwCopy', array( 'copied' => __( 'Copied', 'aigw' ) ) );
		}
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
		echo '<p>' . esc_html__( 'Settings > Environments for AI: add one of the type "Custom (OpenAI-Compatible)", fill in endpoint and API key, and fetch its models.', 'aigw' ) . '</p>';
		self::values( $whole, false );
		echo '<h2>' . esc_html__( 'Any other plugin for OpenAI', 'aigw' ) . '</h2>';
		echo '<p>' . esc_html__( 'It works if the plugin has a field for an address: "base URL", "endpoint" or "API host". Most want the address that ends in /v1, some the whole address of the chat.', 'aigw' ) . '</p>';
		self::values( $whole, true );
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
	 * @param bool       $more  Whether with what only some plugins have fields for.
	 * @return void
	 */
	private static function values( Connection $whole, bool $more ) {
		$model = (string) Settings::get( 'default_model' );
		echo '<table class="widefat striped"><tbody>';
		self::row( __( 'Address (endpoint, base URL)', 'aigw' ), $whole->url() . '/v1' );
		if ( $more ) {
			self::row( __( 'Address of the chat', 'aigw' ), $whole->url() . '/v1/chat/completions' );
		}
		self::row( __( 'API key', 'aigw' ), '', __( 'one that was made for that plugin alone, see below', 'aigw' ) );
		self::row( __( 'Model', 'aigw' ), $model, '' === $model ? __( 'any that the gateway lists', 'aigw' ) : '' );
		if ( $more ) {
			self::row( __( 'Header of the key', 'aigw' ), 'Authorization', __( 'with the value "Bearer", a blank and the key; plugins for OpenAI send it by themselves', 'aigw' ) );
			self::row( __( 'Further headers, if you like', 'aigw' ), 'x-aigw-feature', __( 'names what the plugin does, for the usage page; x-aigw-user and x-aigw-caller likewise', 'aigw' ) );
		}
		echo '</tbody></table>';
	}

	/**
	 * Prints one value with its button.
	 *
	 * @param string $name  What it is.
	 * @param string $value The value; '' where there is none to copy.
	 * @param string $note  What is said of it.
	 * @return void
	 */
	private static function row( string $name, string $value, string $note = '' ) {
		echo '<tr><th scope="row">' . esc_html( $name ) . '</th><td>';
		if ( '' !== $value ) {
			self::value( $value, $name );
		}
		if ( '' !== $note ) {
			echo ' <span>' . esc_html( $note ) . '</span>';
		}
		echo '</td></tr>';
	}

	/**
	 * Prints a value and the button that copies it.
	 *
	 * @param string $value Value.
	 * @param string $name  What it is.
	 * @return void
	 */
	private static function value( string $value, string $name ) {
		/* translators: %s: what is copied, for example "API key". */
		$label = sprintf( __( 'Copy: %s', 'aigw' ), $name );
		printf( '<code>%1$s</code> <button type="button" class="button button-small aigw-copy" hidden data-clipboard-text="%2$s" aria-label="%3$s">%4$s</button>', esc_html( $value ), esc_attr( $value ), esc_attr( $label ), esc_html__( 'Copy', 'aigw' ) );
	}

	/**
	 * Prints how to come by an API key, and what to do without.
	 *
	 * @param Connection $whole The connection.
	 * @return void
	 */
	private static function key_help( Connection $whole ) {
		$tenant = '' === $whole->tenant() ? 'TENANT' : $whole->tenant();
		echo '<h2>' . esc_html__( 'Which key', 'aigw' ) . '</h2><p>';
		esc_html_e( 'Never paste the connect code or the secret of this site into another plugin. Whoever runs the gateway makes a key for each plugin; it is shown once, can be revoked alone, and its calls can be told apart in the usage:', 'aigw' );
		echo '</p><p>';
		self::value( 'aigw key create ' . $tenant . ' --name "AI Engine" --expires 365d', __( 'command', 'aigw' ) );
		echo '</p><p>';
		esc_html_e( 'This page cannot make one: a site that is taken over could then make itself keys that outlive it. Without a key a plugin can still use the gateway if it is built on WordPress\'s own AI client (see above), or if its author calls aigw_chat().', 'aigw' );
		echo '</p><p class="description">';
		esc_html_e( 'Limits of this site do not travel with an API key: those of the gateway\'s operator hold, for example by aigw tenant limit set.', 'aigw' );
		echo '</p>';
	}

	/**
	 * Prints the switch for ClassifAI.
	 *
	 * @return void
	 */
	private static function classifai() {
		echo '<h2>' . esc_html__( 'ClassifAI', 'aigw' ) . '</h2><p>';
		esc_html_e( 'ClassifAI has no field for an address. The switch sends its OpenAI features that chat or make images to the gateway, by the connection of this plugin; the key in ClassifAI\'s own settings must not be empty, but any text will do. What the gateway has no route for (speech, embeddings) still goes to OpenAI.', 'aigw' );
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
